import turtle

turtle.speed(0)
steps = []


def walk():
    turtle.forward(20)
    turtle.left(60)
    steps.append(turtle.pos())
    if len(steps) < 6:
        turtle.ontimer(walk, 1)


walk()
print(len(steps))
turtle.mainloop()
print(len(steps), steps[2], turtle.pos() == (0, 0) or abs(turtle.pos()) < 1e-9)
turtle.onkey(walk, "Up")
turtle.listen()
